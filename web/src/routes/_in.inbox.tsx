import { createFileRoute } from '@tanstack/react-router';
import { Inbox } from '@/features/inbox/Inbox';
import { viewOf } from '@/features/inbox/views';

export const Route = createFileRoute('/_in/inbox')({ component: Inbox, validateSearch: viewOf });
