import { createFileRoute, useLocation } from '@tanstack/react-router';
import { Invitation } from '@/features/accounts/Invitation';

export const Route = createFileRoute('/_out/invitation')({
  // The token stands behind the #, so that no server ever sees it.
  component: function Page() {
    return <Invitation token={useLocation({ select: ({ hash }) => hash })} />;
  },
});
