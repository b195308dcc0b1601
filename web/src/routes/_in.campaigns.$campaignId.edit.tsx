import { createFileRoute } from '@tanstack/react-router';
import { EditCampaign } from '@/features/campaigns/EditCampaign';

export const Route = createFileRoute('/_in/campaigns/$campaignId/edit')({
  component: function Page() {
    return <EditCampaign id={Route.useParams().campaignId} />;
  },
});
