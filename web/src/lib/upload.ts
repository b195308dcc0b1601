/**
 * A file goes out through the client as any request does; only that somebody watches how far it is,
 * which `fetch` cannot say.
 */
export const watched =
  (file: Blob, onPart: (part: number) => void): typeof fetch =>
  (input) =>
    new Promise((done, fail) => {
      const { method, url, headers, signal } = input as Request;
      const post = new XMLHttpRequest();
      post.open(method, url);
      headers.forEach((value, name) => post.setRequestHeader(name, value));
      post.upload.onprogress = ({ loaded, total }) => onPart(total ? loaded / total : 0);
      post.onload = () => done(answer(post));
      post.onerror = () => fail(new TypeError('away'));
      post.onabort = () => fail(new DOMException('stopped', 'AbortError'));
      signal.addEventListener('abort', () => post.abort());
      post.send(file);
    });

function answer(post: XMLHttpRequest): Response {
  const type = post.getResponseHeader('content-type') ?? 'application/json';
  return new Response(post.responseText, {
    status: post.status,
    headers: { 'content-type': type },
  });
}
