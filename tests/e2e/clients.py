"""How a program outside talks to MDQ: JSON-2 with a key, XML-RPC with a password, and the web client's own session."""

import xmlrpc.client

import requests

PASSWORD = "demo"
TIMEOUT = 120


class Refused(Exception):
    """The server said no; the text is the sentence that a person reads."""

    def __init__(self, message, status=None, kind=""):
        super().__init__(message)
        self.status = status
        self.kind = kind


def credential(password=PASSWORD):
    return {"type": "password", "password": password}


class Session:
    """A person logged in as in the browser. Portal users have no API keys, so this is their only door."""

    def __init__(self, url, db, login, password=PASSWORD):
        self.url, self.login = url, login
        self.http = requests.Session()
        info = self._post("/web/session/authenticate", {"db": db, "login": login, "password": password})
        self.uid = info["uid"]

    def call(self, model, method, /, *args, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def call_button(self, model, method, /, *args, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self._post(f"/web/dataset/call_button/{model}/{method}", params)

    def get(self, path, **kwargs):
        return self.http.get(self.url + path, timeout=TIMEOUT, **kwargs)

    def post(self, path, **kwargs):
        return self.http.post(self.url + path, timeout=TIMEOUT, **kwargs)

    def _post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.http.post(self.url + path, json=body, timeout=TIMEOUT).json()
        if "error" in answer:
            data = answer["error"]["data"]
            raise Refused(data["message"], kind=data["name"])
        return answer.get("result")

    def make_api_key(self, name):
        """The key that the person would make under Preferences, by the same three steps."""
        wizard = self.call("res.users.apikeys.description", "create", [{"name": name, "duration": "1"}])
        answer = self.call_button("res.users.apikeys.description", "make_key", wizard)
        if answer["res_model"] == "res.users.identitycheck":
            check = [answer["res_id"]]
            answer = self.call_button("res.users.identitycheck", "run_check", check, context={"password": PASSWORD})
        return answer["context"]["default_key"]


class Json2:
    """A program with a person's API key. Named arguments only; the records of a call are `ids`."""

    def __init__(self, url, db, key):
        self.url = url
        self.headers = {"Authorization": f"Bearer {key}", "X-Odoo-Database": db}

    def call(self, model, method, /, ids=None, context=None, **arguments):
        body = dict(arguments)
        if ids is not None:
            body["ids"] = ids
        if context:
            body["context"] = context
        answer = requests.post(f"{self.url}/json/2/{model}/{method}", json=body, headers=self.headers, timeout=TIMEOUT)
        if answer.status_code != 200:
            data = answer.json()
            raise Refused(data["message"], answer.status_code, data["name"])
        return answer.json()

    def search_read(self, model, domain, fields, **options):
        return self.call(model, "search_read", domain=domain, fields=fields, **options)

    def one(self, model, domain, fields=("id",)):
        rows = self.search_read(model, domain, list(fields))
        assert len(rows) == 1, f"{model} {domain}: expected one record, found {rows}"
        return rows[0]

    def find(self, model, domain, **options):
        return self.call(model, "search", domain=domain, **options)


class XmlRpc:
    """A program with a person's password, over the older protocol."""

    def __init__(self, url, db, login, password=PASSWORD):
        self.db, self.password = db, password
        self.uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(db, login, password, {})
        assert self.uid, f"{login} cannot log in over XML-RPC"
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)

    def call(self, model, method, /, *args, **kwargs):
        try:
            return self.models.execute_kw(self.db, self.uid, self.password, model, method, list(args), kwargs)
        except xmlrpc.client.Fault as fault:
            raise Refused(fault.faultString, kind=str(fault.faultCode)) from None
