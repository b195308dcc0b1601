import { createFileRoute } from '@tanstack/react-router';
import { Inbox } from '@/features/lists/Inbox';

export const Route = createFileRoute('/_in/inbox')({ component: Inbox });
