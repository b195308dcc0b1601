import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Lost, Trouble } from './app/Trouble';
import { setUpLanguage } from './i18n';
import { setUpClient } from './lib/client';
import { isProblem, problemOf } from './lib/problem';
import { routeTree } from './routeTree.gen';
import { cssVariablesResolver, theme } from './theme';

const schemes = localStorageColorSchemeManager({ key: 'scheme' });
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only an answer that never came is worth asking for again.
      retry: (times, error) => times < 3 && [0, 503].includes(problemOf(error).status),
    },
    // Without a connection it fails at once and says so, instead of waiting in silence.
    mutations: { networkMode: 'always' },
  },
});
setUpClient(queries);
const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: Lost,
  defaultErrorComponent: Trouble,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

await setUpLanguage();
/** A refusal is shown in words where it happened; only a bug is worth a line in the console. */
const onCaughtError = (error: unknown) => {
  if (!isProblem(error)) reportError(error);
};
createRoot(document.getElementById('root')!, { onCaughtError }).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queries}>
        <Notifications position="top-center" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
// A file that is dropped beside its place would open instead of the app.
for (const name of ['dragover', 'drop'] as const)
  window.addEventListener(name, (event) => event.preventDefault());
if (import.meta.env.PROD) void navigator.serviceWorker?.register('/sw.js');
