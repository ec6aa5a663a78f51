# region: install
python3 -m venv ~/.tools
~/.tools/bin/pip install virtualenv virtualenvwrapper pipenv uv
export PATH="$HOME/.tools/bin:$PATH"
# endregion
