import { client } from '@/api/client.gen';
import { loseSession } from './session';

/** The header tells the API that our own page asks: it answers with a cookie and trusts it for writes. */
export function setUpClient(onNotAllowed: () => void) {
  client.setConfig({ baseUrl: '', throwOnError: true, headers: { 'x-indokona': 'web' } });
  client.interceptors.response.use((response, request) => {
    const { pathname } = new URL(request.url);
    const isSigningIn = pathname === '/api/sessions' && request.method === 'POST';
    if (response.status === 401 && !isSigningIn && pathname !== '/api/me') loseSession();
    // Perhaps a right was taken away while the page was open.
    if (response.status === 403) onNotAllowed();
    return response;
  });
}
