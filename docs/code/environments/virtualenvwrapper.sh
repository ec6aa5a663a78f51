# region: shell
export WORKON_HOME=~/.virtualenvs
export VIRTUALENVWRAPPER_PYTHON=~/.tools/bin/python
. ~/.tools/bin/virtualenvwrapper.sh
# endregion
# region: make
mkdir my_site
cd my_site
mkvirtualenv -a . my_site
pip install kolben
kolben new . --env virtualenvwrapper
# endregion
# region: start
mkvirtualenv -a . my_site
pip install -r requirements-dev.txt
cp .env.example .env
kolben run
# endregion
# region: back
workon my_site
# endregion
# region: test
pytest
# endregion
# region: serve
kolben check --deploy
kolben serve
# endregion
