"""The vault's wrapping keys from AWS KMS, as an independent KMS keeps them."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator

import boto3
import pytest

import glue_source
from server import NODE, ROOT

PROBE = """
import { createKmsClient } from './src/workflows/vault/kms-client.ts';
const [endpoint, kmsKey] = process.argv.slice(1);
const kms = createKmsClient({ endpoint });
const { plain, wrapped } = await kms.generateDataKey(kmsKey);
const opened = await kms.decrypt(kmsKey, wrapped);
const changed = Buffer.from(wrapped);
changed[changed.length - 1] ^= 1;
const fault = await kms.decrypt(kmsKey, changed).then(() => 'none', (error) => error.message);
console.log(JSON.stringify({ bytes: plain.length, same: opened.equals(plain), bare: wrapped.includes(plain),
  wrapped: wrapped.toString('base64'), plain: plain.toString('base64'), fault }));
"""


@pytest.fixture(scope="module")
def kms_url() -> Iterator[str]:
    moto = glue_source.start_moto()
    yield glue_source.url_of(moto)
    moto.stop()


def kms_client(url: str):
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client("kms", endpoint_url=url, region_name=glue_source.REGION, **keys)


def probe(url: str, key: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    arguments = [str(NODE), "--input-type=module-typescript", "--eval", PROBE, url, key]
    return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_a_key_that_kms_made_is_opened_by_kms_only_and_bound_to_the_vault(kms_url: str):
    client = kms_client(kms_url)
    arn = client.create_key()["KeyMetadata"]["Arn"]
    done = probe(kms_url, arn)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["bytes"], found["same"], found["bare"]) == (32, True, False)
    assert arn in found["fault"] and "refused Decrypt" in found["fault"]
    context = {"application": "clavis", "purpose": "vault"}
    wrapped = base64.b64decode(found["wrapped"])
    opened = client.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
    assert base64.b64encode(opened).decode() == found["plain"]
    with pytest.raises(client.exceptions.ClientError):
        client.decrypt(CiphertextBlob=wrapped, EncryptionContext={"purpose": "another"})


def test_a_key_that_is_not_there_is_named(kms_url: str):
    arn = f"arn:aws:kms:{glue_source.REGION}:123456789012:key/00000000-0000-4000-8000-000000000000"
    done = probe(kms_url, arn)
    assert done.returncode != 0
    assert re.search(f"AWS KMS refused GenerateDataKey with the key `{arn}`: .*NotFound", done.stderr)
