import { createFileRoute } from '@tanstack/react-router';
import { Template } from '@/features/templates/Template';

export const Route = createFileRoute('/_in/templates/$templateId/')({ component: Template });
