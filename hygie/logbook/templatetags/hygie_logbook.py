"""Hours in the templates of the main courante."""

from django import template

from hygie.logbook import words

register = template.Library()
register.filter("heure", words.short_hour)
register.filter("jour_heure", words.day_and_hour)
