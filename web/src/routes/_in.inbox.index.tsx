import { createFileRoute } from '@tanstack/react-router';
import { Choose } from '@/features/inbox/Choose';

export const Route = createFileRoute('/_in/inbox/')({ component: Choose });
