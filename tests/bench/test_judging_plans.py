"""The scenario still measures both judges."""

from bench import judging_plans


def test_it_measures_a_judge_with_and_one_without_plans(database):
    figures = {figure.name: figure.value for figure in judging_plans.measure(database, machines=60, rounds=2)}
    assert {"judging, 1 in 100 overdue, p50", "judging without plans, p50", "judging, all overdue, p50",
            "reading what is due, all overdue, p50"} < figures.keys()
