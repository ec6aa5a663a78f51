# region: make
mkdir my_site
cd my_site
python3 -m venv .venv
. .venv/bin/activate
pip install kolben
kolben new .
# endregion
# region: start
python3 -m venv .venv
. .venv/bin/activate
pip install -r requirements-dev.txt
cp .env.example .env
kolben run
# endregion
# region: back
cd my_site
. .venv/bin/activate
# endregion
# region: test
pytest
# endregion
# region: serve
kolben check --deploy
kolben serve
# endregion
