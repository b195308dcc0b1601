import { createFileRoute } from '@tanstack/react-router';
import { Campaigns } from '@/features/lists/Campaigns';

export const Route = createFileRoute('/_in/campaigns')({ component: Campaigns });
