"""FastAPI: async views, so that no request waits for a thread."""

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from apps import content


def main_app():
    app = FastAPI(openapi_url=None)

    @app.get("/plain", response_class=PlainTextResponse)
    async def plain():
        return content.TEXT

    @app.get("/json")
    async def record():
        return content.RECORD

    @app.get("/user/{username}/post/{post_id}", response_class=PlainTextResponse)
    async def post(username: str, post_id: int):
        return f"{username}:{post_id}"

    return app
