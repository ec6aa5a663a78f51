# region: make
uvx kolben new my_site --env uv
cd my_site
# endregion
# region: start
uv sync
cp .env.example .env
uv run kolben run
# endregion
# region: back
cd my_site
# endregion
# region: test
uv run pytest
# endregion
# region: serve
uv run kolben check --deploy
uv run kolben serve
# endregion
