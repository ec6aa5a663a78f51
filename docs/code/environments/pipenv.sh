# region: make
mkdir my_site
cd my_site
pipenv install "kolben[serve]"
pipenv install --dev pytest watchdog
pipenv run kolben new . --env pipenv
# endregion
# region: start
pipenv install --dev
cp .env.example .env
pipenv run kolben run
# endregion
# region: back
cd my_site
# endregion
# region: test
pipenv run pytest
# endregion
# region: serve
pipenv run kolben check --deploy
pipenv run kolben serve
# endregion
