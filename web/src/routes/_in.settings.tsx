import { createFileRoute } from '@tanstack/react-router';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { Settings } from '@/features/settings/Settings';

export const Route = createFileRoute('/_in/settings')({
  loader: ({ context }) => context.queries.ensureQueryData(showInstallationOptions()),
  component: Settings,
});
