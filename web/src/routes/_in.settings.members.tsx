import { createFileRoute } from '@tanstack/react-router';
import { Members } from '@/features/settings/Members';

export const Route = createFileRoute('/_in/settings/members')({ component: Members });
