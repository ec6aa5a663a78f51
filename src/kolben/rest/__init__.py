"""REST APIs that document themselves: the API of Flask-RESTPlus and Flask-RESTX."""
