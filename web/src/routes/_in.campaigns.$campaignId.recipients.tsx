import { createFileRoute } from '@tanstack/react-router';
import { Recipients } from '@/features/campaigns/Recipients';

export const Route = createFileRoute('/_in/campaigns/$campaignId/recipients')({
  component: function Page() {
    return <Recipients id={Route.useParams().campaignId} />;
  },
});
