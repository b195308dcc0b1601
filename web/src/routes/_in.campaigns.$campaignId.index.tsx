import { createFileRoute } from '@tanstack/react-router';
import { Campaign } from '@/features/campaigns/Campaign';

export const Route = createFileRoute('/_in/campaigns/$campaignId/')({
  component: function Page() {
    return <Campaign id={Route.useParams().campaignId} />;
  },
});
