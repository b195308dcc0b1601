import { createFileRoute } from '@tanstack/react-router';
import { NewContact } from '@/features/contacts/NewContact';

export const Route = createFileRoute('/_in/contacts/new')({ component: NewContact });
