from kolben.devserver import show_server_banner


def test_it_tells_the_app_and_the_mode(capsys):
    show_server_banner(True, "shop:app")
    assert capsys.readouterr().out == (
        " * Serving Kolben app 'shop:app'\n * Debug mode: on\n"
    )


def test_what_is_not_known_is_left_out(capsys):
    show_server_banner(False, None)
    show_server_banner(None, None)
    assert capsys.readouterr().out == " * Debug mode: off\n"


def test_a_reload_does_not_repeat_it(capsys, monkeypatch):
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    show_server_banner(True, "app")
    assert capsys.readouterr().out == ""
