import type { QueryClient } from '@tanstack/react-query';
import type { Me } from '@/api';
import { showMeQueryKey } from '@/api/@tanstack/react-query.gen';
import { client } from '@/api/client.gen';
import { problemOf } from './problem';
import { leaveOrganisation, loseSession } from './session';

/**
 * One header tells the API that our own page asks: it answers with a cookie and trusts it for writes.
 * The other says which organisation the page shows, for another tab may have moved the cookie.
 */
export function setUpClient(queries: QueryClient) {
  client.setConfig({ baseUrl: '', throwOnError: true, headers: { 'x-indokona': 'web' } });
  client.interceptors.request.use((request) => {
    const shown = queries.getQueryData<Me>(showMeQueryKey())?.organisation_id;
    if (shown) request.headers.set('x-indokona-organisation', shown);
    return request;
  });
  client.interceptors.response.use((response, request) => {
    const { pathname } = new URL(request.url);
    const isSigningIn = pathname === '/api/sessions' && request.method === 'POST';
    if (response.status === 401 && !isSigningIn && pathname !== '/api/me') loseSession();
    // Perhaps a right was taken away while the page was open.
    if (response.status === 403) void queries.invalidateQueries({ queryKey: showMeQueryKey() });
    return response;
  });
  client.interceptors.error.use((error) => {
    if (problemOf(error).code === 'session.other_organisation') leaveOrganisation();
    return error;
  });
}
