import { createFileRoute } from '@tanstack/react-router';
import { Preferences } from '@/features/choices/Preferences';

export const Route = createFileRoute('/preferences/$token')({
  component: function Page() {
    return <Preferences token={Route.useParams().token} />;
  },
});
