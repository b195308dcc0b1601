import { createFileRoute } from '@tanstack/react-router';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { Welcome } from '@/features/accounts/Welcome';

export const Route = createFileRoute('/_out')({
  loader: ({ context }) => context.queries.ensureQueryData(showInstallationOptions()),
  component: Welcome,
});
