import { createFileRoute } from '@tanstack/react-router';
import { Segments } from '@/features/segments/Segments';

export const Route = createFileRoute('/_in/contacts/_lists/segments')({ component: Segments });
