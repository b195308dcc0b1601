import { createFileRoute } from '@tanstack/react-router';
import { Campaigns } from '@/features/campaigns/Campaigns';

export const Route = createFileRoute('/_in/campaigns/')({ component: Campaigns });
