import { createFileRoute } from '@tanstack/react-router';
import { Wizard } from '@/features/imports/Wizard';

export const Route = createFileRoute('/_in/contacts/import')({ component: Wizard });
