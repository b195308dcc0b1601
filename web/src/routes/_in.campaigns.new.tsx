import { createFileRoute } from '@tanstack/react-router';
import { NewCampaign } from '@/features/campaigns/NewCampaign';
import { stepIn } from '@/lib/step';

export const Route = createFileRoute('/_in/campaigns/new')({
  validateSearch: stepIn,
  component: NewCampaign,
});
