// What sign.js makes of the test vectors: an empty list, or what is wrong.

import { Signer, makeDigest, readValues, signatureBase } from "./sign.js";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export async function checkVectors(vectors) {
  const wrong = [];
  const expect = (name, is, want) => {
    if (is !== want) wrong.push(`${name}: ${is} instead of ${want}`);
  };
  for (const vector of vectors.good) await checkGood(vector, expect);
  for (const vector of vectors.bad) await checkBad(vector, vectors.keys, expect);
  return wrong;
}

async function checkGood({ name, sign, base, request }, expect) {
  const signer = signerOf(sign);
  const body = bytes(sign.body);
  const { method, url, content_type: contentType } = sign;
  const signed = await signer.sign({ method, url, body, contentType });
  for (const header of ["Content-Digest", "Signature-Input", "Signature"]) {
    expect(`${name}, ${header}`, signed[header], request.headers[header]);
  }
  const digest = signed["Content-Digest"];
  const covered = signed["Signature-Input"].replace("sig1=", "");
  const values = readValues({ method, url, contentType, digest });
  expect(`${name}, base`, signatureBase(values, covered), base);
}

// By what is found where: the MAC differs, or it is right and something else is not.
async function checkBad({ name, flaw, request }, keys, expect) {
  const { headers, method, scheme, target } = request;
  const input = headers["Signature-Input"] ?? "";
  const body = bytes(request.body);
  const contentType = headers["Content-Type"] ?? null;
  const url = `${scheme}://${headers.Host}${target}`;
  if (flaw === "mac") {
    const values = valuesOf(request);
    const covered = input.slice(input.indexOf("=") + 1);
    const key = /keyid="([^"]*)"/.exec(covered)[1];
    for (const secret of keys[key] ?? []) {
      const mac = await new Signer({ keyId: key, secret }).mac(
        signatureBase(values, covered),
      );
      expect(`${name}, MAC is right`, headers.Signature === `sig1=:${mac}:`, false);
    }
    return;
  }
  if (flaw === "digest") {
    const digest = await makeDigest(body);
    expect(`${name}, digest is right`, headers["Content-Digest"] === digest, false);
    return;
  }
  const nonce = /;nonce="([^"]*)"/.exec(input)?.[1] ?? "";
  const created = Number(/;created=(\d+)/.exec(input)?.[1] ?? 0);
  const keyId = /;keyid="([^"]*)"/.exec(input)?.[1] ?? "";
  const matches = [];
  for (const secret of keys[keyId] ?? ["another secret, which nobody has"]) {
    const signer = signerOf({ key_id: keyId, secret, created, nonce });
    const own = await signer
      .sign({ method, url, body, contentType })
      .catch((error) => ({ refused: error }));
    matches.push(
      Object.entries(own).every(([header, value]) => headers[header] === value),
    );
  }
  // Those of age and nonce were good once, but for what this client never says.
  const wasGood = (flaw === "age" || flaw === "nonce") && !input.includes("expires");
  expect(`${name}, made by this client`, matches.includes(true), wasGood);
}

// As received: nothing is put in its normal form.
function valuesOf({ method, scheme, target, headers }) {
  const [path, ...query] = target.split("?");
  const port = scheme === "https" ? /:443$/ : /:80$/;
  return {
    "@method": method,
    "@authority": headers.Host.toLowerCase().replace(port, ""),
    "@path": path,
    "@query": `?${query.join("?")}`,
    "content-type": headers["Content-Type"] ?? "",
    "content-digest": headers["Content-Digest"] ?? "",
  };
}

function signerOf({ key_id: keyId, secret, created, nonce }) {
  return new Signer({
    keyId,
    secret,
    now: () => created * 1000,
    makeNonce: () => nonce,
  });
}
