import { createFileRoute } from '@tanstack/react-router';
import { Organisation } from '@/features/settings/Organisation';

export const Route = createFileRoute('/_in/settings/')({ component: Organisation });
