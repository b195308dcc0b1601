import { createFileRoute } from '@tanstack/react-router';
import { Thread } from '@/features/inbox/Thread';

export const Route = createFileRoute('/_in/inbox/$conversationId')({ component: Thread });
