"""A MariaDB and a PostgreSQL of one test module, on ports of their own."""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import psycopg
import psycopg2
import pymysql
import pytest
from cli.server import find_free_port

#: Neither server runs as root, and the one of a container's tests is root.
USER = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}


class SQLServer:
    """A server with its data in a directory that goes with it. Use as a context."""

    name = package = ""
    stop_signal = signal.SIGTERM

    def __enter__(self):
        # Not pytest's: only its own user may enter that one.
        self.folder = Path(tempfile.mkdtemp(prefix="kolben-"))
        self.port = find_free_port()
        self.process = None
        try:
            if USER:
                shutil.chown(self.folder, **USER)
            self.make_data()
            self.start()
            self.make_database()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        self.stop()
        shutil.rmtree(self.folder)

    def make_data(self):
        """Fill the directory for the first start."""
        raise NotImplementedError

    def get_command(self):
        """What starts the server."""
        raise NotImplementedError

    def make_database(self):
        """What the tests need besides a server."""

    def start(self):
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.get_command(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                # PostgreSQL has a process for each connection.
                start_new_session=True,
                **USER,
            )
        while True:
            with contextlib.suppress(OSError, psycopg.Error, pymysql.Error):
                self.ping()
                return
            if self.process.poll() is not None:
                pytest.fail((self.folder / "log").read_text())
            threading.Event().wait(0.02)

    def ping(self):
        socket.create_connection(("127.0.0.1", self.port)).close()

    def hang(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.go_on()
            self.process.send_signal(self.stop_signal)
            self.process.wait(60)
        self.process = None

    def call(self, *command):
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **USER,
        )
        assert done.returncode == 0, done.stdout

    def find_command(self, command):
        places = [os.environ["PATH"], "/usr/sbin"]
        places += sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
        path = shutil.which(command, path=os.pathsep.join(places))
        if path is None:
            pytest.fail(
                f"The tests of stores in {self.name} need '{command}'. On Debian:"
                f" apt-get install {self.package}"
            )
        return path


class MariaDB(SQLServer):
    name = "MariaDB"
    package = "mariadb-server-core mariadb-client"

    def get_options(self):
        return [
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            "--skip-name-resolve",
            "--innodb-log-file-size=4M",
            "--innodb-buffer-pool-size=16M",
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-innodb-doublewrite",
        ]

    def make_data(self):
        self.call(
            self.find_command("mariadb-install-db"),
            *self.get_options(),
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )

    def get_command(self):
        return [
            self.find_command("mariadbd"),
            *self.get_options(),
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--socket={self.folder / 'socket'}",
            f"--pid-file={self.folder / 'pid'}",
        ]

    def make_database(self):
        # As it comes: with Latin 1, and "a" equal to "A" and to "a ".
        with self.connect_pymysql(database=None) as connection:
            connection.cursor().execute("CREATE DATABASE kolben")

    def connect_pymysql(self, **options):
        options = {"database": "kolben", "user": "root", **options}
        # Certificates would be read for each connection.
        options.setdefault("ssl_disabled", True)
        return pymysql.connect(host="127.0.0.1", port=self.port, **options)


class PostgreSQL(SQLServer):
    name = "PostgreSQL"
    package = "postgresql"
    # Does not wait for connections to be closed.
    stop_signal = signal.SIGINT

    def make_data(self):
        self.call(
            self.find_command("initdb"),
            f"--pgdata={self.folder / 'data'}",
            "--username=kolben",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )

    def get_command(self):
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
        }
        # Of initdb's version, where there are several.
        initdb = Path(self.find_command("initdb")).resolve()
        return [
            str(initdb.with_name("postgres")),
            "-D",
            str(self.folder / "data"),
            *(f"--{key}={value}" for key, value in options.items()),
        ]

    def ping(self):
        # It takes connections before it is ready for them.
        self.connect_psycopg().close()

    def get_address(self):
        return f"host=127.0.0.1 port={self.port} user=kolben dbname=postgres"

    def connect_psycopg(self, **options):
        return psycopg.connect(self.get_address(), **options)

    def connect_psycopg2(self, **options):
        return psycopg2.connect(self.get_address(), **options)
