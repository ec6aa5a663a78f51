from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/")
def index():
    return jsonify(framework=type(app).__name__)


if __name__ == "__main__":
    print(app.test_client().get("/").json)
