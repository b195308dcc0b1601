import { createFileRoute } from '@tanstack/react-router';
import { NewCampaign } from '@/features/campaigns/NewCampaign';

export const Route = createFileRoute('/_in/campaigns/new')({ component: NewCampaign });
