import { createFileRoute } from '@tanstack/react-router';
import { Edit } from '@/features/templates/Edit';

export const Route = createFileRoute('/_in/templates/$templateId/edit')({ component: Edit });
