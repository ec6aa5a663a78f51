# region: make
mkdir my_site
cd my_site
python3 -m venv .venv
. .venv/bin/activate
pip install kolben
kolben new . --template blog
# endregion
