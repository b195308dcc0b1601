import { createFileRoute } from '@tanstack/react-router';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { Start } from '@/features/start/Start';

export const Route = createFileRoute('/_in/start')({
  loader: ({ context }) => context.queries.ensureQueryData(showInstallationOptions()),
  component: Start,
});
