"""Views of groups, regions and the nation."""

from django.urls import path

from hygie.oversight import views

app_name = "oversight"

urlpatterns = [
    path("vues/<str:kind>/<str:code>/", views.of, name="of"),
    path("ght/<str:code>/", views.ght, name="ght"),
    path("groupes/<str:code>/", views.group, name="group"),
    path("regions/<str:code>/", views.region, name="region"),
    path("regions/<str:code>/evolution/", views.region_evolution, name="region-evolution"),
    path("national/<str:code>/", views.nation, name="nation"),
    path("national/<str:code>/evolution/", views.nation_evolution, name="nation-evolution"),
    path("publies/<str:finess>/", views.published_unit, name="published"),
]
