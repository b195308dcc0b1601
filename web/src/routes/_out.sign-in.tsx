import { createFileRoute, useLocation } from '@tanstack/react-router';
import { SignIn } from '@/features/accounts/SignIn';

type Search = { next?: string };

/** Only our own pages: an address of elsewhere is not followed. */
const own = (path: unknown) =>
  typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : undefined;

export const Route = createFileRoute('/_out/sign-in')({
  validateSearch: ({ next }: Record<string, unknown>): Search => ({ next: own(next) }),
  // An invitation's token stands behind the #, so that no server ever sees it.
  component: function Page() {
    const invitation = useLocation({ select: ({ hash }) => hash }) || undefined;
    return <SignIn {...Route.useSearch()} invitation={invitation} />;
  },
});
