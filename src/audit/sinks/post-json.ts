/**
 * Posts a text as JSON and gives the answer's text. Throws unless the answer is a 2xx; its message is short and names no address. A
 * redirect is a refusal: records go where the operator said and nowhere else.
 */
export async function postJson(
  url: string,
  body: string,
  { headers = {}, signal }: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...headers, 'content-type': 'application/json' },
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status ${String(response.status)}`);
  }
  return response.text();
}
