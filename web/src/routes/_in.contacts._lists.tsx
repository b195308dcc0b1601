import { createFileRoute } from '@tanstack/react-router';
import { Lists } from '@/features/contacts/Lists';

export const Route = createFileRoute('/_in/contacts/_lists')({ component: Lists });
