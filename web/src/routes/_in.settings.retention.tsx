import { createFileRoute } from '@tanstack/react-router';
import { Retention } from '@/features/settings/Retention';

export const Route = createFileRoute('/_in/settings/retention')({ component: Retention });
