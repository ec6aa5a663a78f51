// Signs requests to a Kolben API with HMAC-SHA256 by RFC 9421: in browsers and in Node.
//
//   import { Signer } from "./sign.js";
//   const signer = new Signer({ keyId: "client-1", secret: SECRET });
//   const answer = await signer.fetch("/api/posts", { method: "POST", body: "…" });
//
// What is signed, byte by byte: docs/signatures.md. A page that holds a secret gives it
// to everyone who may see the page.

const COMPONENTS = [
  "@method",
  "@authority",
  "@path",
  "@query",
  "content-type",
  "content-digest",
];
const PATH_CHARACTERS = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/;
const encoder = new TextEncoder();

export class Signer {
  #key;

  // secret: text (it stands for its bytes in UTF-8), bytes, or a CryptoKey for HMAC.
  // now: milliseconds, as Date.now; makeNonce: a new text of 16 to 128 characters.
  constructor({ keyId, secret, now = Date.now, makeNonce = newNonce }) {
    this.keyId = keyId;
    this.now = now;
    this.makeNonce = makeNonce;
    this.#key = importKey(secret);
    // Told when it is used, not here.
    this.#key.catch(() => {});
  }

  // Like the global fetch, for the same arguments, with the request signed. The body
  // is read into memory first. Redirects are not signed anew.
  async fetch(input, init) {
    const asked = new Request(input, init);
    const body = new Uint8Array(await asked.arrayBuffer());
    const url = normalUrl(asked.url);
    const headers = new Headers(asked.headers);
    const signed = await this.sign({
      method: asked.method,
      url,
      body,
      contentType: asked.headers.get("Content-Type"),
    });
    for (const [name, value] of Object.entries(signed)) headers.set(name, value);
    const { method, mode, credentials, cache, redirect } = asked;
    const { referrer, referrerPolicy, integrity, keepalive, signal } = asked;
    return fetch(url, {
      ...{ method, mode, credentials, cache, redirect },
      ...{ referrer, referrerPolicy, integrity, keepalive, signal },
      headers,
      body: method === "GET" || method === "HEAD" ? undefined : body,
    });
  }

  // The headers for a request that is sent in another way: with this very method, type
  // and body, and to normalUrl(url).
  async sign({ method, url, body = "", contentType = null }) {
    const digest = await makeDigest(body);
    const values = readValues({ method, url, contentType, digest });
    const names = COMPONENTS.filter((name) => name in values);
    const created = Math.floor(this.now() / 1000);
    const nonce = this.makeNonce();
    if (!/^[0-9]{1,15}$/.test(created)) throw new RangeError("now() is no time");
    if (!/^[!#-[\]-~]{16,128}$/.test(nonce)) throw new RangeError("not a nonce");
    if (!/^[!#-[\]-~]{1,128}$/.test(this.keyId)) throw new RangeError("not a key id");
    const covered =
      `(${names.map((name) => `"${name}"`).join(" ")})` +
      `;created=${created};nonce="${nonce}";keyid="${this.keyId}"`;
    const mac = await this.mac(signatureBase(values, covered));
    return {
      "Content-Digest": digest,
      "Signature-Input": `sig1=${covered}`,
      Signature: `sig1=:${mac}:`,
    };
  }

  // The MAC of a text, in base64.
  async mac(text) {
    const key = await this.#key;
    return base64(await subtle().sign("HMAC", key, encoder.encode(text)));
  }
}

// The text that the MAC is made of. covered: as after "sig1=" in Signature-Input.
export function signatureBase(values, covered) {
  const names = covered.slice(1, covered.indexOf(")")).split(" ");
  const lines = names.map((name) => `${name}: ${values[name.slice(1, -1)]}`);
  return [...lines, `"@signature-params": ${covered}`].join("\n");
}

// The values of the components of a request, by their names.
export function readValues({ method, url, contentType, digest }) {
  const { host, pathname, search } = new URL(normalUrl(url));
  const values = {
    "@method": method,
    "@authority": host,
    "@path": pathname,
    "@query": `?${search.slice(1)}`,
    "content-digest": digest,
  };
  if (contentType) values["content-type"] = contentType.trim();
  for (const [name, value] of Object.entries(values)) {
    if (!/^[\t -~]*$/.test(value)) throw new TypeError(`${name} is not ASCII`);
  }
  return values;
}

// The Content-Digest header of a body, text or bytes.
export async function makeDigest(body) {
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  return `sha-256=:${base64(await subtle().digest("SHA-256", bytes))}:`;
}

// A URL with its path in the spelling that is signed: every byte that may stand in a
// path stands there itself, every other one is escaped. "%2F" stays.
export function normalUrl(text) {
  const url = new URL(text, globalThis.location?.href);
  url.hash = "";
  const parts = url.pathname.split(/%2f/i);
  url.pathname = parts.map((part) => escapePath(unescapePath(part))).join("%2F");
  return url.href;
}

function unescapePath(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 1) {
    const escape = /^%[0-9A-Fa-f]{2}/.exec(text.slice(at, at + 3));
    if (escape) {
      bytes.push(Number.parseInt(escape[0].slice(1), 16));
      at += 2;
    } else {
      bytes.push(text.charCodeAt(at));
    }
  }
  return bytes;
}

function escapePath(bytes) {
  return bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (PATH_CHARACTERS.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

async function importKey(secret) {
  if (typeof secret === "object" && "algorithm" in secret) return secret;
  const bytes = typeof secret === "string" ? encoder.encode(secret) : secret;
  if (bytes.byteLength < 32) throw new RangeError("A secret needs 32 random bytes");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return subtle().importKey("raw", bytes, algorithm, false, ["sign"]);
}

function newNonce() {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(24));
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

function base64(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

function subtle() {
  const found = globalThis.crypto?.subtle;
  if (found === undefined) {
    throw new Error("No Web Crypto here: it needs https or localhost, or Node 20");
  }
  return found;
}
