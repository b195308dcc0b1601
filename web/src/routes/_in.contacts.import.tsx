import { createFileRoute } from '@tanstack/react-router';
import { Wizard } from '@/features/imports/Wizard';
import { stepIn } from '@/lib/step';

export const Route = createFileRoute('/_in/contacts/import')({
  validateSearch: stepIn,
  component: Wizard,
});
