import { createFileRoute } from '@tanstack/react-router';
import { EditCampaign } from '@/features/campaigns/EditCampaign';
import { stepIn } from '@/lib/step';

export const Route = createFileRoute('/_in/campaigns/$campaignId/edit')({
  validateSearch: stepIn,
  component: function Page() {
    return <EditCampaign id={Route.useParams().campaignId} />;
  },
});
