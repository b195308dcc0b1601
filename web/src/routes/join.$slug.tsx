import { createFileRoute } from '@tanstack/react-router';
import { Join } from '@/features/choices/Join';

export const Route = createFileRoute('/join/$slug')({
  component: function Page() {
    return <Join slug={Route.useParams().slug} />;
  },
});
