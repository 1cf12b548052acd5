"""What is kept beside a run's folder: tapes now; the database of paper and live runs comes here too."""
