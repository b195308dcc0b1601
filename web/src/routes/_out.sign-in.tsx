import { createFileRoute } from '@tanstack/react-router';
import { SignIn } from '@/features/accounts/SignIn';

type Search = { next?: string; invitation?: string };

/** Only our own pages: an address of elsewhere is not followed. */
const own = (path: unknown) =>
  typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : undefined;

export const Route = createFileRoute('/_out/sign-in')({
  validateSearch: ({ next, invitation }: Record<string, unknown>): Search => ({
    next: own(next),
    invitation: typeof invitation === 'string' ? invitation : undefined,
  }),
  component: function Page() {
    return <SignIn {...Route.useSearch()} />;
  },
});
