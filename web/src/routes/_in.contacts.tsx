import { createFileRoute } from '@tanstack/react-router';
import { Contacts } from '@/features/lists/Contacts';

export const Route = createFileRoute('/_in/contacts')({ component: Contacts });
